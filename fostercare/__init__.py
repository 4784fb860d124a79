"""Case management for foster care: the project and its storeys."""
