using 'main.bicep'

param vaultName = 'contoso-prod'
param image = 'contoso.azurecr.io/rotation-service:0.1.0'
param registryName = 'contoso'

// Your policy file, beside this one.
param policies = loadTextContent('rotation-policies.yaml')
