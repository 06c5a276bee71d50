namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>Runs the whole program.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class EndToEndAttribute() : CategoryAttribute("EndToEnd");
