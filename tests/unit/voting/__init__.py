"""Test the voting floor without a database."""
