"""The program held against PyTorch and torchvision; where they are not installed, these tests are skipped."""
