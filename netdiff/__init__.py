"""netdiff: measure and accelerate the diffusion of innovations on networks."""
