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
      "name": "proposeAuthority",
      "docs": [
        "Names the wallet that the person's authority is to pass to; it accepts in time, or nothing changes."
      ],
      "discriminator": [
        20,
        148,
        236,
        198,
        76,
        119,
        99,
        142
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
              "name": "proposeAuthorityArgs"
            }
          }
        }
      ]
    },
    {
      "name": "acceptAuthority",
      "docs": [
        "The proposed wallet becomes the authority."
      ],
      "discriminator": [
        107,
        86,
        198,
        91,
        33,
        12,
        107,
        160
      ],
      "accounts": [
        {
          "name": "proposedAuthority",
          "signer": true
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
      "args": []
    },
    {
      "name": "setRecovery",
      "docs": [
        "Sets, changes or removes who may recover the person; a change is in effect one delay later."
      ],
      "discriminator": [
        70,
        35,
        195,
        148,
        6,
        140,
        128,
        124
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
              "name": "setRecoveryArgs"
            }
          }
        }
      ]
    },
    {
      "name": "startRecovery",
      "docs": [
        "The recovery authority begins to hand the person to a new authority, and drops a pending change of recovery."
      ],
      "discriminator": [
        161,
        236,
        250,
        55,
        152,
        23,
        28,
        30
      ],
      "accounts": [
        {
          "name": "recoveryAuthority",
          "signer": true
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
              "name": "startRecoveryArgs"
            }
          }
        }
      ]
    },
    {
      "name": "cancelRecovery",
      "docs": [
        "Ends a recovery that runs, by the recovery authority, or the authority together with a device it long trusts."
      ],
      "discriminator": [
        176,
        23,
        203,
        37,
        121,
        251,
        227,
        83
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The recovery authority, or the authority together with an admin device."
          ]
        },
        {
          "name": "deviceKey",
          "signer": true,
          "optional": true,
          "docs": [
            "The key of `device`."
          ]
        },
        {
          "name": "device",
          "optional": true,
          "docs": [
            "An active admin device of the person that was trusted for a whole delay before the recovery started."
          ]
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
      "args": []
    },
    {
      "name": "finishRecovery",
      "docs": [
        "One delay after its start: the new authority takes the person over, and every device of before is void."
      ],
      "discriminator": [
        51,
        233,
        216,
        180,
        211,
        35,
        252,
        186
      ],
      "accounts": [
        {
          "name": "newAuthority",
          "signer": true,
          "docs": [
            "The one that the recovery was started for."
          ]
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
      "args": []
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
      "name": "retirePerson",
      "docs": [
        "Ends a person for ever. Its account stays."
      ],
      "discriminator": [
        161,
        32,
        223,
        35,
        12,
        83,
        61,
        150
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
      "name": "setDeviceRole",
      "docs": [
        "Makes a device an admin, or a member again."
      ],
      "discriminator": [
        99,
        81,
        41,
        141,
        120,
        42,
        52,
        233
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
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "setDeviceRoleArgs"
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
            "The authority, or the key of `actor_device`, or that of `device`, which suspends itself."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true,
          "docs": [
            "None when `device` itself acts: no account that is written may be given twice."
          ]
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
      "name": "resumeDevice",
      "docs": [
        "Makes a suspended device active again."
      ],
      "discriminator": [
        249,
        190,
        98,
        246,
        60,
        90,
        140,
        135
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
      "args": [
        {
          "name": "args",
          "type": {
            "defined": {
              "name": "resumeDeviceArgs"
            }
          }
        }
      ]
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
      "name": "shrinkDevice",
      "docs": [
        "Shrinks a revoked device's account to a tombstone, and gives back the rent of the rest."
      ],
      "discriminator": [
        60,
        231,
        62,
        35,
        194,
        187,
        143,
        120
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "person"
        },
        {
          "name": "device",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "device"
          ],
          "docs": [
            "May be the authority too."
          ]
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
      "name": "createGroup",
      "docs": [
        "Makes an empty group under the person's next id."
      ],
      "discriminator": [
        79,
        60,
        158,
        134,
        61,
        199,
        56,
        248
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
          "name": "group",
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
              "name": "createGroupArgs"
            }
          }
        }
      ]
    },
    {
      "name": "addMember",
      "docs": [
        "Puts a person or device into a group and its keyring, or changes its role or expiry."
      ],
      "discriminator": [
        13,
        116,
        123,
        130,
        126,
        198,
        57,
        34
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
            "The authority of `owner` or `manager`, or the key of `actor_device`."
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
          "name": "manager",
          "optional": true,
          "docs": [
            "The person that the actor acts for, when that isn't the owner."
          ]
        },
        {
          "name": "managerMembership",
          "optional": true,
          "docs": [
            "By which the manager is an admin of the group; or else `manager_grant`."
          ]
        },
        {
          "name": "managerGrant",
          "optional": true
        },
        {
          "name": "managerParent",
          "optional": true,
          "docs": [
            "The grant that `manager_grant` was made under, if it was."
          ]
        },
        {
          "name": "group",
          "writable": true
        },
        {
          "name": "principal",
          "docs": [
            "A Person or Device account, checked by its stated kind."
          ]
        },
        {
          "name": "membership",
          "writable": true,
          "pda": {
            "seeds": [
              {
                "kind": "const",
                "value": [
                  109,
                  101,
                  109,
                  98,
                  101,
                  114
                ]
              },
              {
                "kind": "account",
                "path": "group"
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
              "name": "addMemberArgs"
            }
          }
        }
      ]
    },
    {
      "name": "removeMember",
      "docs": [
        "Takes a member out of a group, and starts the next generation or makes one due."
      ],
      "discriminator": [
        171,
        57,
        231,
        150,
        167,
        128,
        18,
        55
      ],
      "accounts": [
        {
          "name": "actor",
          "signer": true,
          "docs": [
            "The authority of `owner` or `manager`, or the key of `actor_device`."
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
          "name": "manager",
          "optional": true,
          "docs": [
            "The person that the actor acts for, when that isn't the owner."
          ]
        },
        {
          "name": "managerMembership",
          "optional": true,
          "docs": [
            "By which the manager is an admin of the group; or else `manager_grant`."
          ]
        },
        {
          "name": "managerGrant",
          "optional": true
        },
        {
          "name": "managerParent",
          "optional": true,
          "docs": [
            "The grant that `manager_grant` was made under, if it was."
          ]
        },
        {
          "name": "group",
          "writable": true
        },
        {
          "name": "membership",
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
              "name": "removeMemberArgs"
            }
          }
        }
      ]
    },
    {
      "name": "rotateGroup",
      "docs": [
        "Starts the group's next generation, under a keyring without the members that were lost."
      ],
      "discriminator": [
        160,
        84,
        78,
        146,
        157,
        141,
        138,
        24
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
          "name": "group",
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
              "name": "rotateGroupArgs"
            }
          }
        }
      ]
    },
    {
      "name": "retireGroup",
      "docs": [
        "Ends a group; what was granted to it holds for nobody."
      ],
      "discriminator": [
        187,
        121,
        119,
        149,
        60,
        35,
        254,
        255
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "group",
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
      "name": "closeGroup",
      "docs": [
        "Closes a group's account a day after its end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        40,
        187,
        201,
        187,
        18,
        194,
        122,
        232
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "group",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "group"
          ],
          "docs": [
            "May be the authority too."
          ]
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
      "name": "closeMembership",
      "docs": [
        "Closes a membership's account a day after its, or its group's, end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        75,
        163,
        172,
        3,
        117,
        168,
        222,
        86
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "granter",
          "docs": [
            "The person who added the member."
          ]
        },
        {
          "name": "group",
          "relations": [
            "membership"
          ],
          "docs": [
            "The group, or what is left at its address."
          ]
        },
        {
          "name": "membership",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "membership"
          ],
          "docs": [
            "May be the authority too."
          ]
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
      "name": "publishProgram",
      "docs": [
        "Publishes a program under the person's next id, or the next version of one."
      ],
      "discriminator": [
        216,
        92,
        230,
        50,
        96,
        35,
        5,
        186
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
          "name": "publishedProgram",
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
              "name": "publishProgramArgs"
            }
          }
        }
      ]
    },
    {
      "name": "retireProgram",
      "docs": [
        "Ends a program; no job of it starts again."
      ],
      "discriminator": [
        255,
        157,
        200,
        7,
        47,
        242,
        127,
        52
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "publishedProgram",
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
      "name": "closeProgram",
      "docs": [
        "Closes a program's account a day after its end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        148,
        137,
        30,
        149,
        133,
        216,
        142,
        153
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "publishedProgram",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "publishedProgram"
          ],
          "docs": [
            "May be the authority too."
          ]
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
          "name": "parent",
          "optional": true,
          "docs": [
            "The grant that `grant` was made under, if it was."
          ]
        },
        {
          "name": "group",
          "optional": true,
          "docs": [
            "The group that holds `grant`, if one does, and the writer's or its device's membership in it."
          ]
        },
        {
          "name": "membership",
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
      "name": "transferDataset",
      "docs": [
        "Gives a dataset to another person, who rotates its epoch before anything is published."
      ],
      "discriminator": [
        148,
        31,
        44,
        24,
        132,
        55,
        252,
        146
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "newOwner"
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
              "name": "transferDatasetArgs"
            }
          }
        }
      ]
    },
    {
      "name": "retireDataset",
      "docs": [
        "Ends a dataset, and with it every grant on it."
      ],
      "discriminator": [
        1,
        77,
        209,
        206,
        77,
        226,
        191,
        65
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
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
      "args": []
    },
    {
      "name": "closeDataset",
      "docs": [
        "Closes a dataset's account a day after its end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        166,
        156,
        45,
        85,
        164,
        25,
        87,
        136
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "dataset",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "dataset"
          ],
          "docs": [
            "May be the authority too."
          ]
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
      "name": "grantAccess",
      "docs": [
        "Lets a person, device or group use a dataset, port, device or group; a dataset's reader comes into its keyring."
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
            "The authority of `owner` or `granter`, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner",
          "writable": true,
          "docs": [
            "The resource's; it counts the changes of its devices. Twice it can be here as the principal only, which is refused."
          ]
        },
        {
          "name": "granter",
          "optional": true,
          "docs": [
            "The person that the actor acts for, when that isn't the owner."
          ]
        },
        {
          "name": "parent",
          "optional": true,
          "docs": [
            "The admin grant on the resource by which the granter grants."
          ]
        },
        {
          "name": "resource",
          "writable": true,
          "docs": [
            "A Dataset, Port, Device or Group. A device is only read, so it may be the actor's or the principal too."
          ]
        },
        {
          "name": "principal",
          "docs": [
            "A Person, Device or Group, checked by its stated kind."
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
                "path": "resource"
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
        "Ends a grant, and starts a dataset's next epoch or makes one due."
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
            "The authority of `owner` or `granter`, or the key of `actor_device`."
          ]
        },
        {
          "name": "actorDevice",
          "optional": true
        },
        {
          "name": "owner",
          "writable": true,
          "docs": [
            "The resource's; it counts the changes of its devices."
          ]
        },
        {
          "name": "granter",
          "optional": true,
          "docs": [
            "The person that the actor acts for, when that isn't the owner: the one who granted."
          ]
        },
        {
          "name": "parent",
          "optional": true,
          "docs": [
            "The admin grant on the resource by which the granter granted."
          ]
        },
        {
          "name": "resource",
          "writable": true,
          "docs": [
            "A Dataset, Port, Device or Group. A device is only read, so it may be the actor's too."
          ]
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
    },
    {
      "name": "closeGrant",
      "docs": [
        "Closes a grant's account a day after its, its parent's or its resource's end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        70,
        22,
        221,
        111,
        171,
        253,
        39,
        217
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "granter",
          "docs": [
            "The person who granted."
          ]
        },
        {
          "name": "resource",
          "relations": [
            "grant"
          ],
          "docs": [
            "The resource, or what is left at its address: with its end every grant on it ends."
          ]
        },
        {
          "name": "tombstone",
          "optional": true,
          "docs": [
            "The resource again, when it is a device whose account was shrunk."
          ]
        },
        {
          "name": "parent",
          "optional": true,
          "docs": [
            "The grant that this one was made under, or what is left at its address."
          ]
        },
        {
          "name": "grant",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "grant"
          ],
          "docs": [
            "May be the authority too."
          ]
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
      "name": "sharePort",
      "docs": [
        "Offers an application port of a device under the person's next id."
      ],
      "discriminator": [
        201,
        78,
        158,
        168,
        105,
        156,
        90,
        38
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
          "name": "device",
          "docs": [
            "The one that offers the port."
          ]
        },
        {
          "name": "port",
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
              "name": "sharePortArgs"
            }
          }
        }
      ]
    },
    {
      "name": "unsharePort",
      "docs": [
        "Ends the offer of a port, and with it every grant on it."
      ],
      "discriminator": [
        124,
        2,
        47,
        209,
        187,
        56,
        51,
        68
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
          "name": "port",
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
      "name": "closePort",
      "docs": [
        "Closes a port's account a day after its end; the rent goes to whoever paid it."
      ],
      "discriminator": [
        92,
        217,
        3,
        19,
        118,
        176,
        82,
        161
      ],
      "accounts": [
        {
          "name": "authority",
          "signer": true
        },
        {
          "name": "owner"
        },
        {
          "name": "port",
          "writable": true
        },
        {
          "name": "rentPayer",
          "writable": true,
          "relations": [
            "port"
          ],
          "docs": [
            "May be the authority too."
          ]
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
        161,
        8,
        88,
        155,
        42,
        2,
        194,
        228
      ],
      "name": "port"
    },
    {
      "discriminator": [
        209,
        249,
        208,
        63,
        182,
        89,
        186,
        254
      ],
      "name": "group"
    },
    {
      "discriminator": [
        213,
        93,
        227,
        244,
        230,
        61,
        129,
        246
      ],
      "name": "revokedDevice"
    },
    {
      "discriminator": [
        231,
        141,
        180,
        98,
        109,
        168,
        175,
        166
      ],
      "name": "membership"
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
    },
    {
      "discriminator": [
        84,
        109,
        169,
        189,
        36,
        212,
        202,
        211
      ],
      "name": "program"
    }
  ],
  "types": [
    {
      "name": "accessGranted",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
            "docs": [
              "0 for all but a dataset."
            ],
            "name": "epoch",
            "type": "u32"
          },
          {
            "name": "rotationDue",
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
      "name": "addMemberArgs",
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
              "0 member, 1 admin."
            ],
            "name": "role",
            "type": "u8"
          },
          {
            "docs": [
              "Unix seconds; 0 for never."
            ],
            "name": "expiresAt",
            "type": "i64"
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
              "The group's keyring with the principal in it."
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
      "name": "authorityAccepted",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "authority",
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
      "name": "authorityProposed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "proposedAuthority",
            "type": "pubkey"
          },
          {
            "name": "proposedUntil",
            "type": "i64"
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
      "name": "createGroupArgs",
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
      "name": "datasetClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "dataset",
            "type": "pubkey"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "datasetCreated",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "datasetRetired",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "dataset",
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
      "name": "datasetTransferred",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
            "name": "newOwner",
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
            "docs": [
              "When it last became active, or an admin: whoever holds a stolen wallet can do both at will, so a device counts",
              "against a recovery only when this is a whole delay older."
            ],
            "name": "trustedSince",
            "type": "i64"
          },
          {
            "name": "reserved",
            "type": {
              "array": [
                "u8",
                56
              ]
            }
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "deviceEnrolled",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "deviceResumed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "deviceRevoked",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "deviceRoleSet",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
            "name": "role",
            "type": "u8"
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
      "name": "deviceShrunk",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "deviceSuspended",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
              "1 person, 2 device, 3 group."
            ],
            "name": "principalKind",
            "type": "u8"
          },
          {
            "docs": [
              "Bits: 1 read, 2 write, 4 admin, 8 connect, 16 run."
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
            "docs": [
              "Zeros, both, but for a dataset."
            ],
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
      "name": "grantClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "docs": [
        "A set of persons and devices that can hold a grant as one."
      ],
      "name": "group",
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
              "1 from the loss of a member until the next generation: nothing can be granted to the group meanwhile."
            ],
            "name": "keyringDue",
            "type": "u8"
          },
          {
            "docs": [
              "The person whose id made this account's address."
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
              "X25519, the public half of the newest generation's secret: whoever grants to the group seals to it."
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
              "The earliest expiry among the generation's members, Unix seconds; the largest number when none expires."
            ],
            "name": "keyringValidUntil",
            "type": "i64"
          },
          {
            "docs": [
              "Rises by one with every change of who is in it or may manage it."
            ],
            "name": "accessSequence",
            "type": "u64"
          },
          {
            "docs": [
              "Under the group's secret."
            ],
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
      "name": "groupClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
            "type": "pubkey"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "groupCreated",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
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
      "name": "groupRetired",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
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
      "name": "groupRotated",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
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
      "name": "memberAdded",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
            "type": "pubkey"
          },
          {
            "name": "membership",
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
            "name": "role",
            "type": "u8"
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
      "name": "memberRemoved",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "group",
            "type": "pubkey"
          },
          {
            "name": "membership",
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
            "name": "generation",
            "type": "u32"
          },
          {
            "name": "keyringDue",
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
      "docs": [
        "A person or device in a group."
      ],
      "name": "membership",
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
              "0 active, 1 removed."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "docs": [
              "0 member, 1 admin: one that adds and removes ordinary members."
            ],
            "name": "role",
            "type": "u8"
          },
          {
            "docs": [
              "1 person, 2 device."
            ],
            "name": "principalKind",
            "type": "u8"
          },
          {
            "name": "group",
            "type": "pubkey"
          },
          {
            "name": "principal",
            "type": "pubkey"
          },
          {
            "docs": [
              "The person who added it."
            ],
            "name": "granter",
            "type": "pubkey"
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
              "The group's `access_sequence` when it was added: tells this membership from an earlier one at its address."
            ],
            "name": "serial",
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
      "name": "membershipClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "membership",
            "type": "pubkey"
          },
          {
            "name": "group",
            "type": "pubkey"
          },
          {
            "name": "principal",
            "type": "pubkey"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
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
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "personRetired",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
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
      "name": "podBool",
      "type": {
        "kind": "type",
        "alias": "bool"
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
      "docs": [
        "An application port that a device offers."
      ],
      "name": "port",
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
              "0 shared, 1 no longer."
            ],
            "name": "status",
            "type": "u8"
          },
          {
            "docs": [
              "The person whose id made this account's address, and who owns it."
            ],
            "name": "creator",
            "type": "pubkey"
          },
          {
            "name": "id",
            "type": "u64"
          },
          {
            "name": "device",
            "type": "pubkey"
          },
          {
            "docs": [
              "Of the transport, on the device."
            ],
            "name": "number",
            "type": "u16"
          },
          {
            "docs": [
              "The application's protocol, UTF-8 padded with zeros."
            ],
            "name": "protocol",
            "type": {
              "array": [
                "u8",
                16
              ]
            }
          },
          {
            "docs": [
              "Rises by one with every change of who may do what here."
            ],
            "name": "accessSequence",
            "type": "u64"
          },
          {
            "docs": [
              "Under the person's secret."
            ],
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
      "name": "portClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "port",
            "type": "pubkey"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "portShared",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "port",
            "type": "pubkey"
          },
          {
            "name": "owner",
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
            "name": "id",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "portUnshared",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "port",
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
      "docs": [
        "A published workload. Its next versions keep its address, so grants through it go on holding."
      ],
      "name": "program",
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
              "0 interactive, 1 batch."
            ],
            "name": "class",
            "type": "u8"
          },
          {
            "docs": [
              "The person whose id made this account's address."
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
              "SHA-256 of the bundle."
            ],
            "name": "bundleDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "Of the bundle; 1 is the first."
            ],
            "name": "bundleVersion",
            "type": "u32"
          },
          {
            "docs": [
              "Rises by one with every version and with its end: all change what a grant through it lets run."
            ],
            "name": "accessSequence",
            "type": "u64"
          },
          {
            "docs": [
              "UTF-8 padded with zeros; public, and anybody can claim any."
            ],
            "name": "slug",
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
      "name": "programClosed",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "publishedProgram",
            "type": "pubkey"
          },
          {
            "name": "rentPayer",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "programPublished",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "publishedProgram",
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
            "name": "bundleVersion",
            "type": "u32"
          },
          {
            "name": "bundleDigest",
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
      "name": "programRetired",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "publishedProgram",
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
      "name": "proposeAuthorityArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "Zeros withdraw a proposal."
            ],
            "name": "proposedAuthority",
            "type": "pubkey"
          },
          {
            "docs": [
              "Unix seconds; within `PROPOSAL_MAX_SECONDS`."
            ],
            "name": "proposedUntil",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "publishProgramArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "`Person.next_id` for a new program, its own for a next version."
            ],
            "name": "id",
            "type": "u64"
          },
          {
            "docs": [
              "One more than the current one; 1 for a new program."
            ],
            "name": "bundleVersion",
            "type": "u32"
          },
          {
            "docs": [
              "SHA-256 of the bundle."
            ],
            "name": "bundleDigest",
            "type": {
              "array": [
                "u8",
                32
              ]
            }
          },
          {
            "docs": [
              "0 interactive, 1 batch; never changes."
            ],
            "name": "class",
            "type": "u8"
          },
          {
            "docs": [
              "UTF-8 padded with zeros."
            ],
            "name": "slug",
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
      "name": "recoveryCancelled",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "actor",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "recoveryFinished",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "authority",
            "type": "pubkey"
          },
          {
            "name": "voidBefore",
            "type": "u64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "recoverySet",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "docs": [
              "Zeros when there is to be none."
            ],
            "name": "recoveryAuthority",
            "type": "pubkey"
          },
          {
            "docs": [
              "The one asked for."
            ],
            "name": "recoveryDelay",
            "type": "i64"
          },
          {
            "docs": [
              "When the change was asked for, in effect one delay later; 0 when it is in effect."
            ],
            "name": "pendingSince",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "recoveryStarted",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
      "type": {
        "fields": [
          {
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "newAuthority",
            "type": "pubkey"
          },
          {
            "name": "startedAt",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "removeMemberArgs",
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
              "The next generation's keyring, without the member; zeros leave a generation due."
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
              "The next generation's, X25519."
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
              "The earliest expiry among the next generation's members, Unix seconds; the largest number when none expires."
            ],
            "name": "validUntil",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "resumeDeviceArgs",
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
              "The person's keyring with this device in it again; the previous one when it never left it."
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
              "The next epoch's keyring, without the principal; zeros leave a rotation due. Zeros but for a dataset."
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
      "docs": [
        "What is left of a revoked device whose account was shrunk. It keeps the address, and so the key, taken for ever."
      ],
      "name": "revokedDevice",
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
            "name": "person",
            "type": "pubkey"
          },
          {
            "name": "key",
            "type": "pubkey"
          },
          {
            "docs": [
              "When it was revoked."
            ],
            "name": "endedAt",
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
      "name": "rotateGroupArgs",
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
              "X25519; another than the current one."
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
              "The earliest expiry among the generation's members, Unix seconds; the largest number when none expires."
            ],
            "name": "validUntil",
            "type": "i64"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "setDeviceRoleArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "0 member, 1 admin."
            ],
            "name": "role",
            "type": "u8"
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
      "name": "setRecoveryArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "Zeros, with zeros for the others, for none."
            ],
            "name": "recoveryAuthority",
            "type": "pubkey"
          },
          {
            "docs": [
              "X25519: from now on a holder of every keyring of the person."
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
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "sharePortArgs",
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
            "name": "number",
            "type": "u16"
          },
          {
            "docs": [
              "The application's, UTF-8 padded with zeros."
            ],
            "name": "protocol",
            "type": {
              "array": [
                "u8",
                16
              ]
            }
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
      "name": "startRecoveryArgs",
      "type": {
        "fields": [
          {
            "docs": [
              "Becomes the authority when it finishes the recovery, one delay later at the earliest."
            ],
            "name": "newAuthority",
            "type": "pubkey"
          }
        ],
        "kind": "struct"
      }
    },
    {
      "name": "transferDatasetArgs",
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
              "The dataset's keyring with the new owner in it."
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
      "name": "versionPublished",
      "repr": {
        "kind": "c"
      },
      "serialization": "bytemuck",
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
      "name": "authorityAccepted",
      "discriminator": [
        166,
        192,
        219,
        188,
        41,
        209,
        195,
        26
      ]
    },
    {
      "name": "authorityProposed",
      "discriminator": [
        244,
        117,
        94,
        112,
        53,
        151,
        35,
        89
      ]
    },
    {
      "name": "datasetClosed",
      "discriminator": [
        41,
        92,
        212,
        84,
        88,
        46,
        190,
        237
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
      "name": "datasetRetired",
      "discriminator": [
        208,
        10,
        201,
        202,
        110,
        58,
        4,
        105
      ]
    },
    {
      "name": "datasetTransferred",
      "discriminator": [
        57,
        35,
        254,
        187,
        29,
        107,
        190,
        25
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
      "name": "deviceResumed",
      "discriminator": [
        2,
        197,
        194,
        82,
        206,
        74,
        72,
        168
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
      "name": "deviceRoleSet",
      "discriminator": [
        137,
        140,
        71,
        21,
        87,
        102,
        182,
        168
      ]
    },
    {
      "name": "deviceShrunk",
      "discriminator": [
        141,
        180,
        254,
        227,
        138,
        16,
        36,
        39
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
      "name": "grantClosed",
      "discriminator": [
        75,
        233,
        95,
        29,
        90,
        66,
        122,
        85
      ]
    },
    {
      "name": "groupClosed",
      "discriminator": [
        131,
        184,
        184,
        15,
        45,
        220,
        241,
        73
      ]
    },
    {
      "name": "groupCreated",
      "discriminator": [
        132,
        94,
        184,
        198,
        77,
        165,
        13,
        26
      ]
    },
    {
      "name": "groupRetired",
      "discriminator": [
        122,
        134,
        123,
        51,
        83,
        4,
        42,
        232
      ]
    },
    {
      "name": "groupRotated",
      "discriminator": [
        199,
        88,
        232,
        239,
        98,
        112,
        146,
        86
      ]
    },
    {
      "name": "memberAdded",
      "discriminator": [
        198,
        220,
        228,
        196,
        92,
        235,
        240,
        79
      ]
    },
    {
      "name": "memberRemoved",
      "discriminator": [
        250,
        66,
        3,
        113,
        161,
        10,
        59,
        39
      ]
    },
    {
      "name": "membershipClosed",
      "discriminator": [
        163,
        38,
        35,
        215,
        93,
        174,
        246,
        10
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
      "name": "personRetired",
      "discriminator": [
        125,
        133,
        136,
        251,
        174,
        181,
        212,
        47
      ]
    },
    {
      "name": "portClosed",
      "discriminator": [
        98,
        29,
        193,
        187,
        69,
        107,
        50,
        184
      ]
    },
    {
      "name": "portShared",
      "discriminator": [
        58,
        200,
        157,
        198,
        45,
        17,
        68,
        32
      ]
    },
    {
      "name": "portUnshared",
      "discriminator": [
        69,
        170,
        206,
        207,
        10,
        44,
        201,
        164
      ]
    },
    {
      "name": "programClosed",
      "discriminator": [
        3,
        105,
        195,
        187,
        122,
        1,
        142,
        8
      ]
    },
    {
      "name": "programPublished",
      "discriminator": [
        102,
        222,
        246,
        252,
        245,
        101,
        171,
        129
      ]
    },
    {
      "name": "programRetired",
      "discriminator": [
        176,
        223,
        27,
        127,
        185,
        34,
        46,
        191
      ]
    },
    {
      "name": "recoveryCancelled",
      "discriminator": [
        191,
        25,
        236,
        86,
        25,
        77,
        117,
        96
      ]
    },
    {
      "name": "recoveryFinished",
      "discriminator": [
        70,
        122,
        15,
        220,
        36,
        5,
        171,
        252
      ]
    },
    {
      "name": "recoverySet",
      "discriminator": [
        133,
        77,
        77,
        69,
        244,
        37,
        9,
        55
      ]
    },
    {
      "name": "recoveryStarted",
      "discriminator": [
        170,
        195,
        145,
        167,
        147,
        234,
        156,
        155
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
    },
    {
      "code": 6038,
      "name": "notProposedAuthority",
      "msg": "nobody, or somebody else, is proposed as the authority"
    },
    {
      "code": 6039,
      "name": "proposalExpired",
      "msg": "the proposal has expired"
    },
    {
      "code": 6040,
      "name": "proposalTooLong",
      "msg": "the proposal stays open for longer than one may"
    },
    {
      "code": 6041,
      "name": "recoveryDelayOutOfRange",
      "msg": "the recovery delay is shorter or longer than one may be"
    },
    {
      "code": 6042,
      "name": "notRecoveryAuthority",
      "msg": "only the person's recovery authority may do this"
    },
    {
      "code": 6043,
      "name": "recoveryRunning",
      "msg": "a recovery runs: cancel or finish it first"
    },
    {
      "code": 6044,
      "name": "recoveryNotRunning",
      "msg": "no recovery runs"
    },
    {
      "code": 6045,
      "name": "recoveryTooEarly",
      "msg": "the recovery's delay has not passed"
    },
    {
      "code": 6046,
      "name": "notNewAuthority",
      "msg": "the recovery names another new authority"
    },
    {
      "code": 6047,
      "name": "recoverySet",
      "msg": "the person has a recovery: remove it first, which takes its delay"
    },
    {
      "code": 6048,
      "name": "deviceTooNew",
      "msg": "the device was enrolled, promoted or resumed too shortly before the recovery"
    },
    {
      "code": 6049,
      "name": "deviceNotSuspended",
      "msg": "the device is not suspended"
    },
    {
      "code": 6050,
      "name": "roleUnchanged",
      "msg": "the device has that role already"
    },
    {
      "code": 6051,
      "name": "notEnded",
      "msg": "it has not ended: retire, revoke, remove or unshare it first"
    },
    {
      "code": 6052,
      "name": "closedTooEarly",
      "msg": "it ended less than a day ago"
    },
    {
      "code": 6053,
      "name": "rentPayerMismatch",
      "msg": "the rent goes to whoever paid it"
    },
    {
      "code": 6054,
      "name": "groupRetired",
      "msg": "the group is retired"
    },
    {
      "code": 6055,
      "name": "groupKeyringDue",
      "msg": "the group lost a member: start a new generation of its keyring first"
    },
    {
      "code": 6056,
      "name": "keyUnchanged",
      "msg": "a new generation needs a new key"
    },
    {
      "code": 6057,
      "name": "membershipMismatch",
      "msg": "the membership is not in this group, or not the principal's"
    },
    {
      "code": 6058,
      "name": "memberRemoved",
      "msg": "the member was removed"
    },
    {
      "code": 6059,
      "name": "membershipExpired",
      "msg": "the membership has expired"
    },
    {
      "code": 6060,
      "name": "notGroupAdmin",
      "msg": "only an admin of the group may do this"
    },
    {
      "code": 6061,
      "name": "membershipExceedsAdmin",
      "msg": "an admin of the group that isn't its owner adds and removes ordinary members, within its own time"
    },
    {
      "code": 6062,
      "name": "membershipNotReplaceable",
      "msg": "an active membership is replaced only by the group's owner"
    },
    {
      "code": 6063,
      "name": "programRetired",
      "msg": "the program is retired"
    },
    {
      "code": 6064,
      "name": "programVersionMismatch",
      "msg": "the program's version does not follow the current one"
    },
    {
      "code": 6065,
      "name": "unknownClass",
      "msg": "the program's class is neither interactive nor batch, or not the one it began with"
    },
    {
      "code": 6066,
      "name": "portUnshared",
      "msg": "the port is no longer shared"
    },
    {
      "code": 6067,
      "name": "portZero",
      "msg": "there is no port 0"
    },
    {
      "code": 6068,
      "name": "resourceMismatch",
      "msg": "the resource is of no kind that a grant can be on, or not of this program"
    },
    {
      "code": 6069,
      "name": "parentMismatch",
      "msg": "the grant was made under another one, which is missing, replaced or somebody else's"
    },
    {
      "code": 6070,
      "name": "grantTooDeep",
      "msg": "a grant that was made under another can't be granted from"
    },
    {
      "code": 6071,
      "name": "grantExceedsParent",
      "msg": "nobody grants more, or for longer, than they hold"
    },
    {
      "code": 6072,
      "name": "notGranter",
      "msg": "only the owner or the original granter replaces or ends a grant"
    },
    {
      "code": 6073,
      "name": "grantToItself",
      "msg": "nothing can hold a grant on itself"
    },
    {
      "code": 6074,
      "name": "keyringUnexpected",
      "msg": "only a dataset's grant carries a keyring"
    },
    {
      "code": 6075,
      "name": "ownerUnchanged",
      "msg": "the new owner owns it already"
    }
  ],
  "constants": [
    {
      "name": "classBatch",
      "type": "u8",
      "value": "1"
    },
    {
      "name": "classInteractive",
      "type": "u8",
      "value": "0"
    },
    {
      "name": "closeDelaySeconds",
      "type": "i64",
      "value": "86400"
    },
    {
      "name": "datasetPermissions",
      "type": "u32",
      "value": "7"
    },
    {
      "name": "datasetSeed",
      "type": "bytes",
      "value": "[100, 97, 116, 97, 115, 101, 116]"
    },
    {
      "name": "devicePermissions",
      "type": "u32",
      "value": "20"
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
      "name": "groupPermissions",
      "type": "u32",
      "value": "4"
    },
    {
      "name": "groupSeed",
      "type": "bytes",
      "value": "[103, 114, 111, 117, 112]"
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
      "name": "memberSeed",
      "type": "bytes",
      "value": "[109, 101, 109, 98, 101, 114]"
    },
    {
      "name": "nameBytes",
      "type": "u64",
      "value": "32"
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
      "name": "portPermissions",
      "type": "u32",
      "value": "12"
    },
    {
      "name": "portSeed",
      "type": "bytes",
      "value": "[112, 111, 114, 116]"
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
      "name": "programSeed",
      "type": "bytes",
      "value": "[112, 114, 111, 103, 114, 97, 109]"
    },
    {
      "name": "proposalMaxSeconds",
      "type": "i64",
      "value": "2592000"
    },
    {
      "name": "protocolBytes",
      "type": "u64",
      "value": "16"
    },
    {
      "name": "recoveryDelayMaxSeconds",
      "type": "i64",
      "value": "31536000"
    },
    {
      "name": "recoveryDelayMinSeconds",
      "type": "i64",
      "value": "3600"
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
