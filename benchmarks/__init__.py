"""Speed and fidelity, measured side by side with other converters: `python -m benchmarks`."""
