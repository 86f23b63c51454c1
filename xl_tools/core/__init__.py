"""What every room may use: records, regions, dates and periods, addresses, texts, errors."""
