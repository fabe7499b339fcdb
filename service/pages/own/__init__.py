"""The pages of the own account, for everybody who has one."""

from service.pages.own import account, deputies, factors

DOORS = (account, factors, deputies)
