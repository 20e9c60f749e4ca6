/** Made from meshid.json by `npm run program:idl`; its names are the ones that @coral-xyz/anchor gives. */
export type Meshid = {
  "address": "5vDBvrPDdZStsrXgcviFntkzEdvbESAGGCEE6GXZ6CKH",
  "metadata": {
    "name": "meshid",
    "version": "0.1.0",
    "spec": "0.1.0",
    "description": "The register of meshid: who is who, and who may do what"
  },
  "instructions": [
    {
      "name": "createPerson",
      "docs": [
        "A wallet becomes a person, with its first encryption key and keyring."
      ],
      "discriminator": [
        236,
        165,
        112,
        77,
        210,
        109,
        148,
        218
      ],
      "accounts": [
        {
          "name": "payer",
          "writable": true,
          "signer": true,
          "docs": [
            "Twice the same wallet is ordinary here: one that founds its person and pays for it."
          ]
        },
        {
          "name": "founder",
          "signer": true
        },
        {
          "name": "person",
          "writable": true,
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  112,
                  101,
                  114,
                  115,
                  111,
                  110
                ]
              },
              {
                "kind": "account",
                "path": "founder"
              }
            ]
          }
        },
        {
          "name": "systemProgram",
          "address": "11111111111111111111111111111111"
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "createPersonArgs"
            }
          }
        }
      ]
    },
    {
      "name": "setPersonKeyring",
      "docs": [
        "Replaces the person's keyring; a different encryption key starts the next generation."
      ],
      "discriminator": [
        104,
        68,
        244,
        127,
        191,
        233,
        175,
        111
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "person",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "setPersonKeyringArgs"
            }
          }
        }
      ]
    },
    {
      "name": "enrollDevice",
      "docs": [
        "Makes a computer one of the person's, by co-signing or by a ticket in the Ed25519 instruction before this one."
      ],
      "discriminator": [
        11,
        151,
        90,
        115,
        203,
        114,
        92,
        54
      ],
      "accounts": [
        {
          "name": "payer",
          "writable": true,
          "signer": true,
          "docs": [
            "Twice the same wallet is ordinary here: the authority that pays itself."
          ]
        },
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "person",
          "writable": true
        },
        {
          "name": "deviceKey",
          "docs": [
            "Signs, unless there is a ticket."
          ]
        },
        {
          "name": "device",
          "writable": true,
          "docs": [
            "One address a key for ever, revoked ones included."
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  100,
                  101,
                  118,
                  105,
                  99,
                  101
                ]
              },
              {
                "kind": "account",
                "path": "deviceKey"
              }
            ]
          }
        },
        {
          "name": "instructions",
          "address": "Sysvar1nstructions1111111111111111111111111",
          "optional": true,
          "docs": [
            "Where the ticket's proof is looked up."
          ]
        },
        {
          "name": "systemProgram",
          "address": "11111111111111111111111111111111"
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "enrollDeviceArgs"
            }
          }
        }
      ]
    },
    {
      "name": "suspendDevice",
      "docs": [
        "Freezes a device at once; publishing waits for a keyring without it."
      ],
      "discriminator": [
        42,
        43,
        174,
        48,
        202,
        21,
        232,
        151
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "person",
          "writable": true
        },
        {
          "name": "device",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": []
    },
    {
      "name": "revokeDevice",
      "docs": [
        "Ends a device for ever."
      ],
      "discriminator": [
        144,
        73,
        80,
        42,
        245,
        168,
        5,
        211
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "person",
          "writable": true
        },
        {
          "name": "device",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": []
    },
    {
      "name": "createDataset",
      "docs": [
        "Makes an empty dataset under the person's next id."
      ],
      "discriminator": [
        63,
        151,
        84,
        132,
        246,
        167,
        216,
        122
      ],
      "accounts": [
        {
          "name": "payer",
          "writable": true,
          "signer": true,
          "docs": [
            "Twice the same wallet is ordinary here: the authority that pays itself."
          ]
        },
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner",
          "writable": true
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "systemProgram",
          "address": "11111111111111111111111111111111"
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "createDatasetArgs"
            }
          }
        }
      ]
    },
    {
      "name": "publishVersion",
      "docs": [
        "Points the dataset to its next version."
      ],
      "discriminator": [
        6,
        123,
        155,
        174,
        43,
        89,
        146,
        212
      ],
      "accounts": [
        {
          "name": "signer",
          "signer": true,
          "docs": [
            "The key of `device`."
          ]
        },
        {
          "name": "device"
        },
        {
          "name": "writer",
          "optional": true,
          "docs": [
            "The device's person, when that isn't the owner."
          ]
        },
        {
          "name": "grant",
          "optional": true,
          "docs": [
            "The writer's grant, when its person isn't the owner."
          ]
        },
        {
          "name": "owner"
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "publishVersionArgs"
            }
          }
        }
      ]
    },
    {
      "name": "rotateEpoch",
      "docs": [
        "Starts the next epoch, under a keyring without the readers that were lost."
      ],
      "discriminator": [
        94,
        13,
        133,
        182,
        76,
        189,
        84,
        248
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner"
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "rotateEpochArgs"
            }
          }
        }
      ]
    },
    {
      "name": "grantAccess",
      "docs": [
        "Lets a person or device use the dataset, and puts it into the keyring."
      ],
      "discriminator": [
        66,
        88,
        87,
        113,
        39,
        22,
        27,
        165
      ],
      "accounts": [
        {
          "name": "payer",
          "writable": true,
          "signer": true,
          "docs": [
            "Twice the same wallet is ordinary here: the authority that pays itself."
          ]
        },
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner"
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "principal",
          "docs": [
            "A Person or Device account, checked by its stated kind."
          ]
        },
        {
          "name": "grant",
          "writable": true,
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  103,
                  114,
                  97,
                  110,
                  116
                ]
              },
              {
                "kind": "account",
                "path": "dataset"
              },
              {
                "kind": "account",
                "path": "principal"
              }
            ]
          }
        },
        {
          "name": "systemProgram",
          "address": "11111111111111111111111111111111"
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "grantAccessArgs"
            }
          }
        }
      ]
    },
    {
      "name": "revokeAccess",
      "docs": [
        "Ends a grant, and starts the next epoch or makes one due."
      ],
      "discriminator": [
        106,
        128,
        38,
        169,
        103,
        238,
        102,
        147
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner"
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "grant",
          "writable": true
        },
        {
          "name": "eventAuthority",
          "docs": [
            "CHECK: Only the event authority can invoke self-CPI"
          ],
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  95,
                  95,
                  101,
                  118,
                  101,
                  110,
                  116,
                  95,
                  97,
                  117,
                  116,
                  104,
                  111,
                  114,
                  105,
                  116,
                  121
                ]
              }
            ]
          }
        },
        {
          "name": "program",
          "docs": [
            "CHECK: Kept for v1-compatible account ordering and IDL shape"
          ]
        }
      ],
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "revokeAccessArgs"
            }
          }
        }
      ]
    }
  ],
  "accounts": [
    {
      "discriminator": [
        153,
        248,
        23,
        39,
        83,
        45,
        68,
        128
      ],
      "name": "device"
    },
    {
      "discriminator": [
        16,
        242,
        44,
        24,
        121,
        11,
        0,
        183
      ],
      "name": "person"
    },
    {
      "discriminator": [
        161,
        166,
        11,
        205,
        204,
        135,
        205,
        54
      ],
      "name": "grant"
    },
    {
      "discriminator": [
        242,
        85,
        87,
        90,
        234,
        188,
        241,
        17
      ],
      "name": "dataset"
    }
  ],
  "types": [
    {
      "name": "accessGranted",
      "type": {
        "fields": [
          {
            "name": "grant",
            "type": "pubkey"
          },
          {
            "name": "resource",
            "type": "pubkey"
          },
          {
            "name": "principal",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "permissions",
            "type": "u32"
          },
          {
            "name": "notBefore",
            "type": "i64"
          },
          {
            "name": "expiresAt",
            "type": "i64"
          },
          {
            "name": "serial",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "accessRevoked",
      "type": {
        "fields": [
          {
            "name": "grant",
            "type": "pubkey"
          },
          {
            "name": "resource",
            "type": "pubkey"
          },
          {
            "name": "principal",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "epoch",
            "type": "u32"
          },
          {
            "name": "rotationDue",
            "type": "bool"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "createDatasetArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "`Person.next_id`: of two devices that create at once, the later is told."
            ],
            "name": "id",
            "type": "u64"
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The person's generation that the keyring was sealed for."
            ],
            "name": "ownerGeneration",
            "type": "u32"
          },
          {
            "name": "sealedLabel",
            "type": {
              "array": [
                "u8",
                96
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "createPersonArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "The genesis hash of the cluster."
            ],
            "name": "cluster",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "X25519."
            ],
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "UTF-8 padded with zeros; all zeros for none."
            ],
            "name": "publicName",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "docs": [
        "An encrypted tree of files: its newest version, and who holds its key."
      ],
      "name": "dataset",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "version",
            "type": "u8"
          },
          {
            "name": "bump",
            "type": "u8"
          },
          {
            "docs": [
              "0 active, 1 retired."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "docs": [
              "1 from the loss of a reader until the next epoch: no version can be published meanwhile."
            ],
            "name": "rotationDue",
            "type": "u8"
          },
          {
            "docs": [
              "The person whose id made this account's address; `owner` may be another by now."
            ],
            "name": "creator",
            "type": "pubkey"
          },
          {
            "name": "id",
            "type": "u64"
          },
          {
            "name": "owner",
            "type": "pubkey"
          },
          {
            "docs": [
              "The newest version's root, a binary CIDv1; zeros before the first."
            ],
            "name": "head",
            "type": {
              "array": [
                "u8",
                36
              ]
            }
          },
          {
            "docs": [
              "Of the newest version; 0 before the first."
            ],
            "name": "sequence",
            "type": "u64"
          },
          {
            "docs": [
              "The generation of the read key."
            ],
            "name": "epoch",
            "type": "u32"
          },
          {
            "docs": [
              "The owner's key generation that this epoch was sealed for."
            ],
            "name": "ownerGeneration",
            "type": "u32"
          },
          {
            "docs": [
              "SHA-256 of the keyring's block."
            ],
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The earliest expiry among the epoch's readers, Unix seconds; the largest number when none expires."
            ],
            "name": "epochValidUntil",
            "type": "i64"
          },
          {
            "docs": [
              "Rises by one with every change of who may do what here."
            ],
            "name": "accessSequence",
            "type": "u64"
          },
          {
            "name": "sealedLabel",
            "type": {
              "array": [
                "u8",
                96
              ]
            }
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          },
          {
            "name": "endedAt",
            "type": "i64"
          },
          {
            "name": "reserved",
            "type": {
              "array": [
                "u8",
                64
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "datasetCreated",
      "type": {
        "fields": [
          {
            "name": "dataset",
            "type": "pubkey"
          },
          {
            "name": "owner",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "id",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "docs": [
        "A computer with an ed25519 key. One key, one account, for ever: a revoked key can never be enrolled again."
      ],
      "name": "device",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "version",
            "type": "u8"
          },
          {
            "name": "bump",
            "type": "u8"
          },
          {
            "docs": [
              "0 active, 1 suspended, 2 revoked."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "docs": [
              "0 member, 1 admin."
            ],
            "name": "role",
            "type": "u8"
          },
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "key",
            "type": "pubkey"
          },
          {
            "docs": [
              "X25519: keyrings are sealed to it."
            ],
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "Under the person's secret."
            ],
            "name": "sealedName",
            "type": {
              "array": [
                "u8",
                96
              ]
            }
          },
          {
            "docs": [
              "The person's `access_sequence` when it was enrolled; see `Person.void_before`."
            ],
            "name": "enrolledSequence",
            "type": "u64"
          },
          {
            "docs": [
              "Unix seconds."
            ],
            "name": "enrolledAt",
            "type": "i64"
          },
          {
            "docs": [
              "Jobs that it takes at a time."
            ],
            "name": "slots",
            "type": "u16"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          },
          {
            "name": "endedAt",
            "type": "i64"
          },
          {
            "name": "reserved",
            "type": {
              "array": [
                "u8",
                64
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "deviceEnrolled",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "device",
            "type": "pubkey"
          },
          {
            "name": "deviceKey",
            "type": "pubkey"
          },
          {
            "name": "role",
            "type": "u8"
          },
          {
            "docs": [
              "By a ticket, or by co-signing."
            ],
            "name": "byTicket",
            "type": "bool"
          },
          {
            "name": "accessSequence",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "deviceRevoked",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "device",
            "type": "pubkey"
          },
          {
            "name": "accessSequence",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "deviceSuspended",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "device",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "accessSequence",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "enrollDeviceArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "0 member, 1 admin."
            ],
            "name": "role",
            "type": "u8"
          },
          {
            "docs": [
              "X25519."
            ],
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "sealedName",
            "type": {
              "array": [
                "u8",
                96
              ]
            }
          },
          {
            "name": "previousKeyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The person's keyring with this device in it, so that it can read at once."
            ],
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "Unix seconds at which the ticket ends; 0 when the device signs itself."
            ],
            "name": "ticketExpiresAt",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "epochRotated",
      "type": {
        "fields": [
          {
            "name": "dataset",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "epoch",
            "type": "u32"
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "docs": [
        "Who may do what with a resource, from when, until when, and only through which program."
      ],
      "name": "grant",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "version",
            "type": "u8"
          },
          {
            "name": "bump",
            "type": "u8"
          },
          {
            "docs": [
              "0 active, 1 revoked."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "name": "resourceKind",
            "type": "u8"
          },
          {
            "name": "principalKind",
            "type": "u8"
          },
          {
            "name": "resource",
            "type": "pubkey"
          },
          {
            "name": "principal",
            "type": "pubkey"
          },
          {
            "name": "permissions",
            "type": "u32"
          },
          {
            "docs": [
              "Unix seconds; 0 for at once."
            ],
            "name": "notBefore",
            "type": "i64"
          },
          {
            "docs": [
              "Unix seconds; 0 for never."
            ],
            "name": "expiresAt",
            "type": "i64"
          },
          {
            "docs": [
              "The grant holds only inside a job of this program; zero for any use."
            ],
            "name": "viaProgram",
            "type": "pubkey"
          },
          {
            "docs": [
              "The person who granted."
            ],
            "name": "granter",
            "type": "pubkey"
          },
          {
            "docs": [
              "The resource's `access_sequence` when the grant was made: tells this grant from an earlier one at its address."
            ],
            "name": "serial",
            "type": "u64"
          },
          {
            "docs": [
              "The admin grant that this one was made under, and its serial; zero when the owner granted."
            ],
            "name": "parent",
            "type": "pubkey"
          },
          {
            "name": "parentSerial",
            "type": "u64"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          },
          {
            "name": "endedAt",
            "type": "i64"
          },
          {
            "name": "reserved",
            "type": {
              "array": [
                "u8",
                64
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "grantAccessArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "1 person, 2 device."
            ],
            "name": "principalKind",
            "type": "u8"
          },
          {
            "docs": [
              "Bits: 1 read, 2 write, 4 admin."
            ],
            "name": "permissions",
            "type": "u32"
          },
          {
            "docs": [
              "Unix seconds; 0 for at once."
            ],
            "name": "notBefore",
            "type": "i64"
          },
          {
            "docs": [
              "Unix seconds; 0 for never."
            ],
            "name": "expiresAt",
            "type": "i64"
          },
          {
            "docs": [
              "Only inside jobs of this program; zero for any use."
            ],
            "name": "viaProgram",
            "type": "pubkey"
          },
          {
            "name": "previousKeyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The dataset's keyring with the principal in it."
            ],
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "docs": [
        "Somebody with a wallet. Never disappears."
      ],
      "name": "person",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "version",
            "type": "u8"
          },
          {
            "name": "bump",
            "type": "u8"
          },
          {
            "docs": [
              "0 active, 1 retired."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "docs": [
              "1 from the loss of a device until a keyring's new generation: no version can be published meanwhile."
            ],
            "name": "keyringDue",
            "type": "u8"
          },
          {
            "docs": [
              "The wallet whose address made this account's; it may long have handed on its authority."
            ],
            "name": "founder",
            "type": "pubkey"
          },
          {
            "docs": [
              "The genesis hash, which no sysvar tells: clients compare it with their cluster's."
            ],
            "name": "cluster",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The wallet, or PDA of another program, that decides for the person."
            ],
            "name": "authority",
            "type": "pubkey"
          },
          {
            "docs": [
              "Becomes the authority when it accepts in time; zero when there is none."
            ],
            "name": "proposedAuthority",
            "type": "pubkey"
          },
          {
            "name": "proposedUntil",
            "type": "i64"
          },
          {
            "docs": [
              "May take the person over after `recovery_delay`; zero when there is none."
            ],
            "name": "recoveryAuthority",
            "type": "pubkey"
          },
          {
            "docs": [
              "X25519: a holder of every keyring of the person."
            ],
            "name": "recoveryKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "Seconds."
            ],
            "name": "recoveryDelay",
            "type": "i64"
          },
          {
            "docs": [
              "A change of recovery, in effect one delay after `pending_since`."
            ],
            "name": "pendingRecoveryAuthority",
            "type": "pubkey"
          },
          {
            "name": "pendingRecoveryKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "pendingRecoveryDelay",
            "type": "i64"
          },
          {
            "name": "pendingSince",
            "type": "i64"
          },
          {
            "docs": [
              "The authority that a started recovery would set; zero when none runs."
            ],
            "name": "recoveryNewAuthority",
            "type": "pubkey"
          },
          {
            "name": "recoveryStartedAt",
            "type": "i64"
          },
          {
            "docs": [
              "The id of the next thing that the person creates. Ids are never used twice."
            ],
            "name": "nextId",
            "type": "u64"
          },
          {
            "docs": [
              "X25519, the public half of the newest generation's secret: whoever grants to the person seals to it."
            ],
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "generation",
            "type": "u32"
          },
          {
            "docs": [
              "SHA-256 of the keyring's block, which is also its CID."
            ],
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "activeDevices",
            "type": "u32"
          },
          {
            "docs": [
              "Rises by one with every change of who may act for the person."
            ],
            "name": "accessSequence",
            "type": "u64"
          },
          {
            "docs": [
              "Devices that were enrolled at a smaller `access_sequence` are void: a recovery came after them."
            ],
            "name": "voidBefore",
            "type": "u64"
          },
          {
            "docs": [
              "UTF-8 padded with zeros; anybody can claim any."
            ],
            "name": "publicName",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          },
          {
            "name": "endedAt",
            "type": "i64"
          },
          {
            "name": "reserved",
            "type": {
              "array": [
                "u8",
                64
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "personCreated",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "founder",
            "type": "pubkey"
          },
          {
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "personKeyringSet",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          },
          {
            "name": "generation",
            "type": "u32"
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "podI64",
      "type": {
        "kind": "type",
        "alias": "i64"
      }
    },
    {
      "name": "podU16",
      "type": {
        "kind": "type",
        "alias": "u16"
      }
    },
    {
      "name": "podU32",
      "type": {
        "kind": "type",
        "alias": "u32"
      }
    },
    {
      "name": "podU64",
      "type": {
        "kind": "type",
        "alias": "u64"
      }
    },
    {
      "name": "publishVersionArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "One more than the current one."
            ],
            "name": "sequence",
            "type": "u64"
          },
          {
            "docs": [
              "The current one, under which the version is encrypted."
            ],
            "name": "epoch",
            "type": "u32"
          },
          {
            "name": "head",
            "type": {
              "array": [
                "u8",
                36
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "revokeAccessArgs",
      "type": {
        "fields": [
          {
            "name": "previousKeyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The next epoch's keyring, without the principal; zeros leave a rotation due."
            ],
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The earliest expiry among the next epoch's readers, Unix seconds; the largest number when none expires."
            ],
            "name": "validUntil",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "rotateEpochArgs",
      "type": {
        "fields": [
          {
            "name": "previousKeyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The earliest expiry among the new epoch's readers, Unix seconds; the largest number when none expires."
            ],
            "name": "validUntil",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "setPersonKeyringArgs",
      "type": {
        "fields": [
          {
            "name": "previousKeyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "name": "keyringDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "The current one to seal the same generation again, another to start the next."
            ],
            "name": "encryptionKey",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "versionPublished",
      "type": {
        "fields": [
          {
            "name": "dataset",
            "type": "pubkey"
          },
          {
            "name": "device",
            "type": "pubkey"
          },
          {
            "name": "sequence",
            "type": "u64"
          },
          {
            "name": "epoch",
            "type": "u32"
          },
          {
            "name": "head",
            "type": {
              "array": [
                "u8",
                36
              ]
            }
          }
        ],
        "kind": "struct"
      }
    }
  ],
  "events": [
    {
      "name": "accessGranted",
      "discriminator": [
        21,
        212,
        83,
        192,
        198,
        26,
        62,
        185
      ]
    },
    {
      "name": "accessRevoked",
      "discriminator": [
        200,
        160,
        73,
        43,
        201,
        165,
        43,
        159
      ]
    },
    {
      "name": "datasetCreated",
      "discriminator": [
        86,
        96,
        11,
        103,
        98,
        235,
        251,
        94
      ]
    },
    {
      "name": "deviceEnrolled",
      "discriminator": [
        130,
        169,
        156,
        75,
        87,
        132,
        147,
        132
      ]
    },
    {
      "name": "deviceRevoked",
      "discriminator": [
        63,
        57,
        33,
        75,
        105,
        242,
        126,
        44
      ]
    },
    {
      "name": "deviceSuspended",
      "discriminator": [
        117,
        59,
        26,
        246,
        5,
        146,
        88,
        222
      ]
    },
    {
      "name": "epochRotated",
      "discriminator": [
        126,
        64,
        95,
        10,
        151,
        233,
        48,
        238
      ]
    },
    {
      "name": "personCreated",
      "discriminator": [
        59,
        38,
        142,
        159,
        58,
        250,
        187,
        228
      ]
    },
    {
      "name": "personKeyringSet",
      "discriminator": [
        218,
        21,
        154,
        88,
        174,
        32,
        116,
        162
      ]
    },
    {
      "name": "versionPublished",
      "discriminator": [
        153,
        232,
        67,
        69,
        206,
        21,
        193,
        185
      ]
    }
  ],
  "errors": [
    {
      "code": 6000,
      "name": "notAuthority",
      "msg": "only the person's authority may do this"
    },
    {
      "code": 6001,
      "name": "deviceMismatch",
      "msg": "the device is not the signer's, or not of this person"
    },
    {
      "code": 6002,
      "name": "deviceNotActive",
      "msg": "the device is suspended or revoked"
    },
    {
      "code": 6003,
      "name": "deviceNotAdmin",
      "msg": "the device is not an admin device"
    },
    {
      "code": 6004,
      "name": "deviceVoid",
      "msg": "the device was enrolled before the person was recovered"
    },
    {
      "code": 6005,
      "name": "personRetired",
      "msg": "the person is retired"
    },
    {
      "code": 6006,
      "name": "keyringChanged",
      "msg": "the keyring digest to be replaced is not the current one"
    },
    {
      "code": 6007,
      "name": "zeroKey",
      "msg": "a key or digest must not be all zeros"
    },
    {
      "code": 6008,
      "name": "unknownRole",
      "msg": "the role is neither member nor admin"
    },
    {
      "code": 6009,
      "name": "proofMissing",
      "msg": "neither did the device sign nor does a ticket prove its consent"
    },
    {
      "code": 6010,
      "name": "ticketExpired",
      "msg": "the ticket has expired"
    },
    {
      "code": 6011,
      "name": "ticketTooLong",
      "msg": "the ticket runs for longer than a ticket may"
    },
    {
      "code": 6012,
      "name": "ticketProofMalformed",
      "msg": "the instruction before is not one genuine Ed25519 verification"
    },
    {
      "code": 6013,
      "name": "ticketMismatch",
      "msg": "the ticket says something else than this instruction"
    },
    {
      "code": 6014,
      "name": "deviceNotSuspendable",
      "msg": "the device is already suspended or revoked"
    },
    {
      "code": 6015,
      "name": "deviceRevoked",
      "msg": "the device is already revoked"
    },
    {
      "code": 6016,
      "name": "idMismatch",
      "msg": "the id is not the next one"
    },
    {
      "code": 6017,
      "name": "generationMismatch",
      "msg": "the keyring was sealed for another generation of the person's key"
    },
    {
      "code": 6018,
      "name": "datasetRetired",
      "msg": "the dataset is retired"
    },
    {
      "code": 6019,
      "name": "notOwner",
      "msg": "the person is not the dataset's owner"
    },
    {
      "code": 6020,
      "name": "sequenceMismatch",
      "msg": "the version does not follow the current one"
    },
    {
      "code": 6021,
      "name": "epochMismatch",
      "msg": "the version was encrypted for another epoch"
    },
    {
      "code": 6022,
      "name": "rotationDue",
      "msg": "a reader was lost: rotate the epoch first"
    },
    {
      "code": 6023,
      "name": "keyringDue",
      "msg": "a device was lost: start a new generation of the person's keyring first"
    },
    {
      "code": 6024,
      "name": "headMalformed",
      "msg": "the head is not a CIDv1 of sha2-256 over dag-pb or raw"
    },
    {
      "code": 6025,
      "name": "unknownPermission",
      "msg": "the permissions are empty, or not ones that such a resource has"
    },
    {
      "code": 6026,
      "name": "principalMismatch",
      "msg": "the principal is of another kind than stated, or not of this program"
    },
    {
      "code": 6027,
      "name": "grantPeriodEmpty",
      "msg": "the grant would end before it begins, or has ended already"
    },
    {
      "code": 6028,
      "name": "grantMismatch",
      "msg": "the grant is not on this resource for this principal"
    },
    {
      "code": 6029,
      "name": "grantRevoked",
      "msg": "the grant was revoked"
    },
    {
      "code": 6030,
      "name": "grantNotEffective",
      "msg": "the grant has expired or does not begin yet"
    },
    {
      "code": 6031,
      "name": "permissionMissing",
      "msg": "the grant does not hold the permission"
    },
    {
      "code": 6032,
      "name": "grantToOwner",
      "msg": "the owner needs no grant on what it owns"
    },
    {
      "code": 6033,
      "name": "overflow",
      "msg": "a number would pass its limit"
    },
    {
      "code": 6034,
      "name": "nameMalformed",
      "msg": "the public name is not UTF-8 that is padded with zeros"
    },
    {
      "code": 6035,
      "name": "validityPassed",
      "msg": "the period must end in the future"
    },
    {
      "code": 6036,
      "name": "principalNotActive",
      "msg": "the device belongs to nobody who may be granted access"
    },
    {
      "code": 6037,
      "name": "invariantBroken",
      "msg": "an invariant of the account would be broken"
    }
  ],
  "constants": [
    {
      "name": "datasetSeed",
      "type": "bytes",
      "value": "[100, 97, 116, 97, 115, 101, 116]"
    },
    {
      "name": "deviceSeed",
      "type": "bytes",
      "value": "[100, 101, 118, 105, 99, 101]"
    },
    {
      "name": "grantSeed",
      "type": "bytes",
      "value": "[103, 114, 97, 110, 116]"
    },
    {
      "name": "headBytes",
      "type": "u64",
      "value": "36"
    },
    {
      "name": "kindDataset",
      "type": "u8",
      "value": "1"
    },
    {
      "name": "kindDevice",
      "type": "u8",
      "value": "3"
    },
    {
      "name": "kindGroup",
      "type": "u8",
      "value": "4"
    },
    {
      "name": "kindPort",
      "type": "u8",
      "value": "2"
    },
    {
      "name": "layoutVersion",
      "type": "u8",
      "value": "1"
    },
    {
      "name": "permissionAdmin",
      "type": "u32",
      "value": "4"
    },
    {
      "name": "permissionConnect",
      "type": "u32",
      "value": "8"
    },
    {
      "name": "permissionRead",
      "type": "u32",
      "value": "1"
    },
    {
      "name": "permissionRun",
      "type": "u32",
      "value": "16"
    },
    {
      "name": "permissionWrite",
      "type": "u32",
      "value": "2"
    },
    {
      "name": "personSeed",
      "type": "bytes",
      "value": "[112, 101, 114, 115, 111, 110]"
    },
    {
      "name": "principalDevice",
      "type": "u8",
      "value": "2"
    },
    {
      "name": "principalGroup",
      "type": "u8",
      "value": "3"
    },
    {
      "name": "principalPerson",
      "type": "u8",
      "value": "1"
    },
    {
      "name": "roleAdmin",
      "type": "u8",
      "value": "1"
    },
    {
      "name": "roleMember",
      "type": "u8",
      "value": "0"
    },
    {
      "name": "sealedLabelBytes",
      "type": "u64",
      "value": "96"
    },
    {
      "name": "ticketDomain",
      "type": "bytes",
      "value": "[109, 101, 115, 104, 105, 100, 58, 101, 110, 114, 111, 108, 109, 101, 110, 116, 58, 49]"
    },
    {
      "name": "ticketMaxSeconds",
      "type": "i64",
      "value": "604800"
    },
    {
      "name": "ticketPrefix",
      "type": "u8",
      "value": "255"
    }
  ]
};
