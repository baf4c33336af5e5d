"""From bytes to lines and tables: every kind of file that a submission comes in, without a look at what it says."""
