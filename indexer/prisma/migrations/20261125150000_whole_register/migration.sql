-- Accounts are read from the chain again at the next start, into columns that rows of before don't have, and their rows of kinds go with them.
DELETE FROM "accounts";

-- The history of before stays, and is read once more from its end to its beginning: an older index passed over events that it didn't know.
UPDATE "cursor" SET "history_head" = NULL;
DELETE FROM "history_gaps";

-- AlterTable
ALTER TABLE "datasets" ADD COLUMN     "rent_payer" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "rent_payer" TEXT NOT NULL,
ADD COLUMN     "trusted_since" BIGINT;

-- AlterTable
ALTER TABLE "grants" ADD COLUMN     "rent_payer" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "persons" ADD COLUMN     "ended_at" BIGINT,
ADD COLUMN     "pending_recovery_authority" TEXT,
ADD COLUMN     "pending_recovery_delay" BIGINT,
ADD COLUMN     "pending_recovery_key" TEXT,
ADD COLUMN     "pending_since" BIGINT,
ADD COLUMN     "proposed_until" BIGINT,
ADD COLUMN     "recovery_delay" BIGINT,
ADD COLUMN     "recovery_key" TEXT,
ADD COLUMN     "recovery_new_authority" TEXT,
ADD COLUMN     "recovery_started_at" BIGINT,
ADD COLUMN     "rent_payer" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "revoked_devices" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "revoked_devices_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "groups" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "creator" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "owner" TEXT NOT NULL,
    "encryption_key" TEXT NOT NULL,
    "generation" BIGINT NOT NULL,
    "keyring_digest" TEXT,
    "keyring_due" BOOLEAN NOT NULL,
    "keyring_valid_until" BIGINT,
    "access_sequence" BIGINT NOT NULL,
    "rent_payer" TEXT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "memberships" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "group_address" TEXT NOT NULL,
    "principal_kind" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "granter" TEXT NOT NULL,
    "expires_at" BIGINT,
    "serial" BIGINT NOT NULL,
    "rent_payer" TEXT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "programs" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "creator" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "owner" TEXT NOT NULL,
    "bundle_digest" TEXT,
    "bundle_version" BIGINT NOT NULL,
    "access_sequence" BIGINT NOT NULL,
    "slug" TEXT,
    "rent_payer" TEXT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "programs_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "ports" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "creator" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "device" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "protocol" TEXT,
    "access_sequence" BIGINT NOT NULL,
    "rent_payer" TEXT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "ports_pkey" PRIMARY KEY ("address")
);

-- CreateIndex
CREATE INDEX "revoked_devices_person_idx" ON "revoked_devices"("person");

-- CreateIndex
CREATE INDEX "revoked_devices_key_idx" ON "revoked_devices"("key");

-- CreateIndex
CREATE INDEX "groups_owner_idx" ON "groups"("owner");

-- CreateIndex
CREATE INDEX "groups_keyring_digest_idx" ON "groups"("keyring_digest");

-- CreateIndex
CREATE INDEX "memberships_group_address_idx" ON "memberships"("group_address");

-- CreateIndex
CREATE INDEX "memberships_principal_idx" ON "memberships"("principal");

-- CreateIndex
CREATE INDEX "programs_owner_idx" ON "programs"("owner");

-- CreateIndex
CREATE INDEX "programs_slug_idx" ON "programs"("slug");

-- CreateIndex
CREATE INDEX "ports_creator_idx" ON "ports"("creator");

-- CreateIndex
CREATE INDEX "ports_device_idx" ON "ports"("device");

-- CreateIndex
CREATE INDEX "persons_recovery_authority_idx" ON "persons"("recovery_authority");

-- AddForeignKey
ALTER TABLE "revoked_devices" ADD CONSTRAINT "revoked_devices_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "groups" ADD CONSTRAINT "groups_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "programs" ADD CONSTRAINT "programs_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ports" ADD CONSTRAINT "ports_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;
