namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Uses a real SQLite file, folder or loopback socket.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class IntegrationAttribute() : CategoryAttribute("Integration");
