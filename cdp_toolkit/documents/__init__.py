"""Earlier submissions to answers: exports of CDP as PDF, text and tables."""
