-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "cursor" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "slot" BIGINT NOT NULL DEFAULT 0,
    "finalized_slot" BIGINT NOT NULL DEFAULT 0,
    "genesis_hash" TEXT,
    "program_id" TEXT,
    "history_head" TEXT,
    "writer" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cursor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "address" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT,
    "person" TEXT,
    "owner" TEXT,
    "resource" TEXT,
    "principal" TEXT,
    "data" BYTEA NOT NULL,
    "decoded" JSONB,
    "slot" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL,
    "finalised" BOOLEAN NOT NULL DEFAULT false,
    "closed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "persons" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "founder" TEXT NOT NULL,
    "cluster" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "proposed_authority" TEXT,
    "recovery_authority" TEXT,
    "encryption_key" TEXT NOT NULL,
    "generation" BIGINT NOT NULL,
    "keyring_digest" TEXT,
    "keyring_due" BOOLEAN NOT NULL,
    "active_devices" BIGINT NOT NULL,
    "access_sequence" BIGINT NOT NULL,
    "void_before" BIGINT NOT NULL,
    "next_id" BIGINT NOT NULL,
    "public_name" TEXT,

    CONSTRAINT "persons_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "devices" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "encryption_key" TEXT NOT NULL,
    "enrolled_sequence" BIGINT NOT NULL,
    "enrolled_at" BIGINT,
    "slots" BIGINT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "datasets" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "creator" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "owner" TEXT NOT NULL,
    "head" TEXT,
    "sequence" BIGINT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "owner_generation" BIGINT NOT NULL,
    "keyring_digest" TEXT,
    "rotation_due" BOOLEAN NOT NULL,
    "epoch_valid_until" BIGINT,
    "access_sequence" BIGINT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "datasets_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "grants" (
    "address" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "resource_kind" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "principal_kind" TEXT NOT NULL,
    "principal" TEXT NOT NULL,
    "permissions" BIGINT NOT NULL,
    "not_before" BIGINT,
    "expires_at" BIGINT,
    "via_program" TEXT,
    "granter" TEXT NOT NULL,
    "serial" BIGINT NOT NULL,
    "parent" TEXT,
    "parent_serial" BIGINT,
    "ended_at" BIGINT,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "events" (
    "signature" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "accounts" TEXT[],
    "slot" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "block_time" BIGINT,
    "finalised" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "events_pkey" PRIMARY KEY ("signature","index")
);

-- CreateTable
CREATE TABLE "history_gaps" (
    "id" BIGSERIAL NOT NULL,
    "until" TEXT,
    "before" TEXT NOT NULL,
    "before_slot" BIGINT NOT NULL,
    "before_position" INTEGER NOT NULL,

    CONSTRAINT "history_gaps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "peer_records" (
    "device" TEXT NOT NULL,
    "envelope" BYTEA NOT NULL,
    "sequence" DECIMAL(20,0) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "peer_records_pkey" PRIMARY KEY ("device")
);

-- CreateTable
CREATE TABLE "keyrings" (
    "digest" TEXT NOT NULL,
    "block" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "keyrings_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "accounts_kind_address_idx" ON "accounts"("kind", "address");

-- CreateIndex
CREATE INDEX "accounts_person_idx" ON "accounts"("person");

-- CreateIndex
CREATE INDEX "accounts_owner_idx" ON "accounts"("owner");

-- CreateIndex
CREATE INDEX "accounts_resource_idx" ON "accounts"("resource");

-- CreateIndex
CREATE INDEX "accounts_principal_idx" ON "accounts"("principal");

-- CreateIndex
CREATE INDEX "accounts_revision_idx" ON "accounts"("revision");

-- CreateIndex
CREATE INDEX "accounts_finalised_slot_idx" ON "accounts"("finalised", "slot");

-- CreateIndex
CREATE INDEX "persons_authority_idx" ON "persons"("authority");

-- CreateIndex
CREATE INDEX "persons_keyring_digest_idx" ON "persons"("keyring_digest");

-- CreateIndex
CREATE INDEX "devices_person_idx" ON "devices"("person");

-- CreateIndex
CREATE INDEX "devices_key_idx" ON "devices"("key");

-- CreateIndex
CREATE INDEX "datasets_owner_idx" ON "datasets"("owner");

-- CreateIndex
CREATE INDEX "datasets_keyring_digest_idx" ON "datasets"("keyring_digest");

-- CreateIndex
CREATE INDEX "grants_resource_idx" ON "grants"("resource");

-- CreateIndex
CREATE INDEX "grants_principal_idx" ON "grants"("principal");

-- CreateIndex
CREATE INDEX "grants_granter_idx" ON "grants"("granter");

-- CreateIndex
CREATE INDEX "events_slot_position_signature_index_idx" ON "events"("slot", "position", "signature", "index");

-- CreateIndex
CREATE INDEX "events_accounts_idx" ON "events" USING GIN ("accounts");

-- CreateIndex
CREATE INDEX "events_finalised_slot_idx" ON "events"("finalised", "slot");

-- AddForeignKey
ALTER TABLE "persons" ADD CONSTRAINT "persons_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_address_fkey" FOREIGN KEY ("address") REFERENCES "accounts"("address") ON DELETE CASCADE ON UPDATE CASCADE;
