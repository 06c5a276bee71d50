using Microsoft.Extensions.Time.Testing;
using Newsletter.Dispatcher.Commands;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Tests.Support;
using Spectre.Console;

namespace Newsletter.Dispatcher.Tests.Commands;

internal sealed record CommandAnswer(int Status, string Output, string Error);
