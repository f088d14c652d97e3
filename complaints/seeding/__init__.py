"""Made-up complaints in any number, for measuring: `manage.py seed_load`."""
