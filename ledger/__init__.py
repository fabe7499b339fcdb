"""The log that makes later changes show: tree, proofs, checkpoints, signer (台账)."""
