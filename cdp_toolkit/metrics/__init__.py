"""What the company knows: metric values, units, and the readers that bring them in."""
