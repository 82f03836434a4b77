// RotationService on Azure Container Apps: one replica, one identity, and a vault that the identity can
// read and write but in which it can neither delete nor purge.
// Its permissions in Entra cannot be granted from here: README.md has the commands.
targetScope = 'resourceGroup'

@description('Where everything goes.')
param location string = resourceGroup().location

@description('Prefix of the names made here.')
@minLength(4)
@maxLength(20)
param name string = 'rotation-service'

@description('Name of the Key Vault to make. Purge protection cannot be taken back.')
@minLength(3)
@maxLength(24)
param vaultName string

@description('Image to run, with its registry: contoso.azurecr.io/rotation-service:0.1.0')
param image string

@description('Name of the Azure Container Registry in this resource group that holds the image; empty if no log-in is needed to pull it.')
param registryName string = ''

@description('Text of the policy file. A change takes effect by deploying again.')
param policies string

@description('Log level of the operational log.')
@allowed(['Debug', 'Information', 'Warning'])
param logLevel string = 'Information'

@description('Names the revision and its audit file; by default every deployment makes a new one.')
param revision string = 'r${utcNow('yyyyMMddHHmmss')}'

// The user of the container image.
var userId = 1654
var stateFolder = '/var/lib/rotation-service'
var configurationFolder = '/etc/rotation-service'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
  }
}

// What a rotation does in a vault, and nothing else: no delete, purge, recover, backup or restore.
resource publisherRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'rotation-service-secret-publisher')
  properties: {
    // Unique in the tenant, hence the suffix.
    roleName: 'RotationService secret publisher (${uniqueString(resourceGroup().id)})'
    description: 'Reads, writes and labels secrets. Cannot delete or purge.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          // A secret's newest version, and a pending one, with its value.
          'Microsoft.KeyVault/vaults/secrets/getSecret/action'
          // Lists of versions; whether a name is soft-deleted.
          'Microsoft.KeyVault/vaults/secrets/readMetadata/action'
          // A new version.
          'Microsoft.KeyVault/vaults/secrets/setSecret/action'
          // Tags of a version, and whether it is enabled.
          'Microsoft.KeyVault/vaults/secrets/update/action'
        ]
        notDataActions: []
      }
    ]
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, publisherRole.id)
  scope: vault
  properties: {
    roleDefinitionId: publisherRole.id
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'unused' : registryName
}

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  name: guid(registry.id, identity.id, acrPull)
  scope: registry
  properties: {
    roleDefinitionId: acrPull
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
  }
}

// The vault's own record of who read and wrote what, to hold against the audit log.
resource vaultAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: logs.id
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
  }
}

// The audit log outlives replicas and revisions on a file share. Container Apps mounts SMB shares by
// account key only, so shared keys stay on; nothing else is in this account.
resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'rotation${uniqueString(resourceGroup().id)}'
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_ZRS'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: true
  }

  resource files 'fileServices' = {
    name: 'default'
    properties: {
      shareDeleteRetentionPolicy: {
        enabled: true
        days: 90
      }
    }

    resource audit 'shares' = {
      name: 'audit'
      properties: {
        shareQuota: 16
      }
    }
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }

  resource audit 'storages' = {
    name: 'audit'
    properties: {
      azureFile: {
        accountName: storage.name
        accountKey: storage.listKeys().keys[0].value
        shareName: storage::files::audit.name
        accessMode: 'ReadWrite'
      }
    }
  }
}

resource worker 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  // Without its rights the first sweep would only report that they are missing.
  dependsOn: [
    publisher
    pull
  ]
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      // No ingress: nothing listens.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 10
      registries: empty(registryName)
        ? []
        : [
            {
              server: split(image, '/')[0]
              identity: identity.id
            }
          ]
      // Not a secret; a secret is how Container Apps turns a text into a file.
      secrets: [
        {
          name: 'policies'
          #disable-next-line use-secure-value-for-secure-inputs
          value: policies
        }
      ]
    }
    template: {
      revisionSuffix: revision
      // A value that Graph has just made and no vault has taken yet is held for up to 300 s.
      terminationGracePeriodSeconds: 330
      // While one revision takes over from another two replicas run for a moment. That is safe, but each
      // process wants an audit file of its own, hence the revision in its name.
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
      containers: [
        {
          name: 'worker'
          image: image
          args: ['run', '--policies', '${configurationFolder}/rotation-policies.yaml']
          env: [
            {
              name: 'AZURE_CLIENT_ID'
              value: identity.properties.clientId
            }
            {
              name: 'AZURE_TOKEN_CREDENTIALS'
              value: 'ManagedIdentityCredential'
            }
            {
              name: 'Audit__Path'
              value: '${stateFolder}/${revision}.jsonl'
            }
            {
              name: 'Serilog__MinimumLevel__Default'
              value: logLevel
            }
          ]
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
          volumeMounts: [
            {
              volumeName: 'audit'
              mountPath: stateFolder
            }
            {
              volumeName: 'policies'
              mountPath: configurationFolder
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'audit'
          storageType: 'AzureFile'
          storageName: environment::audit.name
          // No `nobrl` and no relaxed caching: the audit log relies on its lock and on its flushes.
          mountOptions: 'uid=${userId},gid=${userId},dir_mode=0700,file_mode=0600'
        }
        {
          name: 'policies'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: 'policies'
              path: 'rotation-policies.yaml'
            }
          ]
        }
      ]
    }
  }
}

@description('Object id of the identity\'s service principal: grant Graph permission and ownership to this.')
output identityObjectId string = identity.properties.principalId

@description('Role to assign on further vaults.')
output publisherRoleId string = publisherRole.id

@description('Vault for the policy file.')
output vaultUri string = vault.properties.vaultUri
