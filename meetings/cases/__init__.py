"""案件: an application, its notice and defence, its gates and its legal review."""
