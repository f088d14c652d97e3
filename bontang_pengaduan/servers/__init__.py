"""The local PostgreSQL and Valkey: where they live, which binaries they use, how they start and stop."""
