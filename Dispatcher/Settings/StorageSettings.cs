namespace Newsletter.Dispatcher.Settings;

/// <summary>Where the subscribers and the ledger are. Section <c>Storage</c>.</summary>
internal sealed record StorageSettings
{
    public string ConnectionString { get; init; } = "Data Source=dispatcher.db";

    /// <summary>Key file that signs the links in mails; made at first start.</summary>
    public string KeyFile { get; init; } = "dispatcher.keys";
}
