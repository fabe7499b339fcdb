"""邀请: what leaves the house for an expert, what comes back, and the expert's own pages."""
