"""What can be asked for on the command line, a module each; none loads torch before there is something to compute."""
