"""The pages of those who administer, and of those who audit."""

from service.pages.administration import account, accounts, integrity, ledger, policy, security, units

DOORS = (accounts, account, units, policy, ledger, integrity, security)
