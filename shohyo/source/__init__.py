"""Files → typed records, with the place of everything in them and a finding for each mistake."""
