package main

import (
	"fmt"
	"net"
	"os"
	"sync"
)

func main() {
	var wait sync.WaitGroup
	sizes := make([]int, 8)
	for i := 0; i < 4; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			data, err := os.ReadFile(fmt.Sprintf("data/f0%d", i))
			if err != nil {
				panic(err)
			}
			sizes[i] = len(data)
		}()
	}
	wait.Wait()
	// changed here
	fmt.Println(sizes, net.IPv4len)
}
