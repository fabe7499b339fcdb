"""会议: from the door to the minutes: check-in, opinions, votes, and the experts' evaluation."""
