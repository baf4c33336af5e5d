"""Everything that was found out, as HTML, PDF, XLSX and charts."""
