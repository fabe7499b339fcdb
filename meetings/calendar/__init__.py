"""工作日历: working days as the office keeps them, and what is due when."""
