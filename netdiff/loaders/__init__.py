"""From the files people have to one `Network`, every row, name and tie accounted for."""
