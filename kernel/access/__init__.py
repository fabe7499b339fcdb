"""Signing in 登录: passwords, the second factor, sessions that end when they are ended."""
