# SPDX-License-Identifier: Apache-2.0
"""What the proofs against real servers share: keys, hellos, clients, observation, comparison, the run itself."""
