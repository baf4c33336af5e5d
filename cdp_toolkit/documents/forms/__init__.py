"""From lines and tables to questions, rows and fields: every form in which submissions have been printed."""
