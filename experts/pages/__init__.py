"""The pages of the register 专家库: list, person, import, terms, duplicates, applications, figures."""

from experts.pages import (
    acts,
    applications,
    apply,
    correction,
    duplicates,
    exports,
    figures,
    intake,
    papers,
    person,
    register,
    terms,
)

DOORS = (
    register,
    exports,
    intake,
    apply,
    applications,
    duplicates,
    terms,
    figures,
    person,
    papers,
    correction,
    acts,
)
"""Every door of the register's pages."""
