"""The secrets that the stand-in CRMs sign with in tests."""

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CLIENT_SECRET = "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012"
