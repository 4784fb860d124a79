"""Invented people and their cases: what a ministry sees when it tries the product, and what tests walk through."""
