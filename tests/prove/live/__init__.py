# SPDX-License-Identifier: Apache-2.0
"""The live pass against real servers, and against peers that misbehave as scripted, all on loopback."""
