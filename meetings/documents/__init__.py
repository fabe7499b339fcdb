"""Official documents 公文: plain models of what a paper says, and the one renderer that sets it in type."""
