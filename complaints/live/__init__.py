"""What open pages hear while they stand: that a case has changed, and who else has it open."""
