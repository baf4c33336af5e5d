"""What CDP asks: the edition model, its strict loader, display conditions, crosswalks between editions."""
