"""What pages show of other pages: questions that are noted, and asked again by the next build."""
