"""What is not there: packages that a part of the project needs, and names that a module is asked for."""
