//! Who decides for a person, and how that changes hands: by proposal, and by recovery.
use {
    super::{Device, Person, NOBODY},
    crate::{
        constants::{PROPOSAL_MAX_SECONDS, RECOVERY_DELAY_MAX_SECONDS, RECOVERY_DELAY_MIN_SECONDS},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

impl Person {
    /// Nobody (zeros) withdraws a proposal.
    pub fn propose_authority(&mut self, proposed: &Address, until: i64, now: i64) -> Rule {
        let withdrawn = *proposed == NOBODY;
        if !withdrawn {
            require!(until > now, MeshidError::ValidityPassed);
            let open_for = until.saturating_sub(now);
            require!(open_for <= PROPOSAL_MAX_SECONDS, MeshidError::ProposalTooLong);
        }
        self.proposed_authority = *proposed;
        self.proposed_until = if withdrawn { 0 } else { until }.into();
        Ok(())
    }

    /// The proposed authority's own signature proves that there is somebody who can use it.
    pub fn accept_authority(&mut self, signer: &Address, now: i64) -> Rule {
        self.require_active()?;
        require!(
            self.proposed_authority == *signer,
            MeshidError::NotProposedAuthority
        );
        require!(now < self.proposed_until.get(), MeshidError::ProposalExpired);
        self.replace_authority(signer)
    }

    /// The first recovery is in effect at once, each change of it (or its removal, by zeros) one of its own delays later:
    /// a stolen wallet can't silence recovery faster than that.
    pub fn set_recovery(&mut self, authority: &Address, key: &[u8; 32], delay: i64, now: i64) -> Rule {
        require!(
            self.recovery_new_authority == NOBODY,
            MeshidError::RecoveryRunning
        );
        self.settle_recovery(now);
        if *authority == NOBODY {
            let nothing = *key == [0; 32] && delay == 0;
            require!(nothing, MeshidError::RecoveryDelayOutOfRange);
        } else {
            require!(*key != [0; 32], MeshidError::ZeroKey);
            let within = (RECOVERY_DELAY_MIN_SECONDS..=RECOVERY_DELAY_MAX_SECONDS).contains(&delay);
            require!(within, MeshidError::RecoveryDelayOutOfRange);
        }
        self.pending_recovery_authority = *authority;
        self.pending_recovery_key = *key;
        self.pending_recovery_delay = delay.into();
        if self.recovery_authority == NOBODY {
            self.adopt_pending_recovery();
        } else {
            self.pending_since = now.into();
        }
        Ok(())
    }

    /// Drops a pending change of recovery: it may be the thief's.
    pub fn start_recovery(&mut self, signer: &Address, new_authority: &Address, now: i64) -> Rule {
        self.require_active()?;
        self.settle_recovery(now);
        require!(
            self.recovery_authority == *signer,
            MeshidError::NotRecoveryAuthority
        );
        require!(
            self.recovery_new_authority == NOBODY,
            MeshidError::RecoveryRunning
        );
        require!(*new_authority != NOBODY, MeshidError::ZeroKey);
        self.drop_pending_recovery();
        self.recovery_new_authority = *new_authority;
        self.recovery_started_at = now.into();
        Ok(())
    }

    /// By the recovery authority, or by the authority together with `device`, whose signature was checked.
    pub fn cancel_recovery(&mut self, signer: &Address, device: Option<&Device>) -> Rule {
        self.require_active()?;
        require!(
            self.recovery_new_authority != NOBODY,
            MeshidError::RecoveryNotRunning
        );
        if self.recovery_authority != *signer {
            require!(self.authority == *signer, MeshidError::NotRecoveryAuthority);
            let device = device.ok_or(MeshidError::NotRecoveryAuthority)?;
            let trusted_for = self
                .recovery_started_at
                .get()
                .saturating_sub(device.trusted_since.get());
            require!(
                trusted_for >= self.recovery_delay.get(),
                MeshidError::DeviceTooNew
            );
        }
        self.recovery_new_authority = NOBODY;
        self.recovery_started_at = 0.into();
        Ok(())
    }

    /// Everything that could sign until now is void: the person starts again with the new authority.
    pub fn finish_recovery(&mut self, signer: &Address, now: i64) -> Rule {
        self.require_active()?;
        require!(
            self.recovery_new_authority != NOBODY,
            MeshidError::RecoveryNotRunning
        );
        require!(
            self.recovery_new_authority == *signer,
            MeshidError::NotNewAuthority
        );
        let passed = now.saturating_sub(self.recovery_started_at.get());
        require!(passed >= self.recovery_delay.get(), MeshidError::RecoveryTooEarly);
        self.recovery_new_authority = NOBODY;
        self.recovery_started_at = 0.into();
        self.active_devices = 0.into();
        self.keyring_due = 1;
        self.replace_authority(signer)?;
        self.void_before = self.access_sequence;
        Ok(())
    }

    /// A change whose delay has passed is in effect, whether or not anybody wrote it down yet.
    pub fn settle_recovery(&mut self, now: i64) {
        let pending = self.pending_since != 0;
        let passed = now.saturating_sub(self.pending_since.get());
        if pending && passed >= self.recovery_delay.get() {
            self.adopt_pending_recovery();
        }
    }

    fn adopt_pending_recovery(&mut self) {
        self.recovery_authority = self.pending_recovery_authority;
        self.recovery_key = self.pending_recovery_key;
        self.recovery_delay = self.pending_recovery_delay;
        self.drop_pending_recovery();
    }

    fn drop_pending_recovery(&mut self) {
        self.pending_recovery_authority = NOBODY;
        self.pending_recovery_key = [0; 32];
        self.pending_recovery_delay = 0.into();
        self.pending_since = 0.into();
    }

    fn replace_authority(&mut self, authority: &Address) -> Rule {
        self.authority = *authority;
        self.proposed_authority = NOBODY;
        self.proposed_until = 0.into();
        self.raise_access_sequence()
    }
}
