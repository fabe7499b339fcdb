"""Demonstration data 演示数据 as offices have it, and the scripts that made it; all of it is invented."""
