import People
