"""The pages of filings 备案: the register, a filing with its acts, the search of the archive."""

from meetings.filing.pages import archive, filing_acts, filing_list, filing_page

DOORS = (filing_list, filing_page, filing_acts, archive)
