package enum Person {}
