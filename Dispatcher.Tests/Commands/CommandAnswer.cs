namespace Newsletter.Dispatcher.Tests.Commands;

internal sealed record CommandAnswer(int Status, string Output, string Error);
