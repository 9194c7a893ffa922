"""What campaigns say: blocks that staff arrange, filled when a message leaves."""
