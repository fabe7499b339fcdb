"""What `make bench` measures, each line beside a peer or a floor in the same run (docs: README, “Speed”)."""
