"""The pages of meetings 会议: the list, convening, the meeting's own page, what changes it, rooms and groups."""
