"""What printed words mean by the edition: labels, options, numbers of questions and rows, figures and dates."""
